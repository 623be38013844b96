/**
 * Engines that processes share, each in a process of its own, and what happens to them.
 */
@NullMarked
package io.discordgateway.spring.engine;

import org.jspecify.annotations.NullMarked;
