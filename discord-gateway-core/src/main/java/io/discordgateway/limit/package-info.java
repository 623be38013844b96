/**
 * Limits that Discord sets, as pure objects: time is an argument.
 */
@NullMarked
package io.discordgateway.limit;

import org.jspecify.annotations.NullMarked;
