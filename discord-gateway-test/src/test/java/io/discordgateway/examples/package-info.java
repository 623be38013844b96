/**
 * Runnable examples: a bot on a socket of its own, without Spring. Each has one file to
 * read first, {@link io.discordgateway.examples.SocketBot} and
 * {@link io.discordgateway.examples.SelectorBot}.
 */
@NullMarked
package io.discordgateway.examples;

import org.jspecify.annotations.NullMarked;
