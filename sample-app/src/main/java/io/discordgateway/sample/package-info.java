/**
 * A bot to keep: handlers, a live page and actuator.
 */
@NullMarked
package io.discordgateway.sample;

import org.jspecify.annotations.NullMarked;
