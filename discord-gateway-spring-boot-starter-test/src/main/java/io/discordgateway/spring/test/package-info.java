/**
 * Tests of a bot against a Discord in the same process: people who write, click and join,
 * a clock that is moved by hand, and assertions on what the bot did about it.
 */
@NullMarked
package io.discordgateway.spring.test;

import org.jspecify.annotations.NullMarked;
