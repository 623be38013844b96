/**
 * A local Discord gateway on loopback: real sockets, Discord's own rules, and control
 * over everything that can go wrong.
 */
@NullMarked
package io.discordgateway.test;

import org.jspecify.annotations.NullMarked;
