package io.discordgateway.spring;

/**
 * How a fleet stands, as one of its instances sees it.
 *
 * @param instances how many instances run the bot, this one included
 * @param total the number of shards of the bot; 0 until it is known
 * @param nowhere how many shards no instance runs: those that change hands, and those
 * that are too many for what all instances take at most
 * @since 0.1
 */
public record FleetState(int instances, int total, int nowhere) {

}
