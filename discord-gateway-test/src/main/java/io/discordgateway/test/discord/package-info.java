/**
 * One simulated Discord, sans I/O: what Discord does with what a client sends, and
 * nothing of how the bytes travel. A shell around it gives it sockets, a virtual network,
 * or nothing but calls.
 */
@NullMarked
package io.discordgateway.test.discord;

import org.jspecify.annotations.NullMarked;
