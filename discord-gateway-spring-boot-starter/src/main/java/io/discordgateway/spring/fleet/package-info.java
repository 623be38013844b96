/**
 * What instances of one bot agree on, through an engine that they share: who runs which
 * shard, and who identifies when.
 */
@NullMarked
package io.discordgateway.spring.fleet;

import org.jspecify.annotations.NullMarked;
