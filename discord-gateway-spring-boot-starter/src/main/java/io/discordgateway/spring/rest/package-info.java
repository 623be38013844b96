/**
 * Calls to Discord's HTTP API with the bot's authorisation.
 */
@NullMarked
package io.discordgateway.spring.rest;

import org.jspecify.annotations.NullMarked;
