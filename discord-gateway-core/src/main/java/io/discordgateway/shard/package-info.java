/**
 * Shard numbers and the arithmetic around them.
 */
@NullMarked
package io.discordgateway.shard;

import org.jspecify.annotations.NullMarked;
