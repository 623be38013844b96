package io.discordgateway.spring.test;

/**
 * Role of a guild.
 *
 * @param name its name
 * @param id its snowflake
 * @since 0.1
 */
public record TestRole(String name, String id) {
}
