/**
 * The way of a dispatch from a shard to the listeners of the application context.
 */
@NullMarked
package io.discordgateway.spring.dispatch;

import org.jspecify.annotations.NullMarked;
