/**
 * What all packages share.
 */
@NullMarked
package io.discordgateway;

import org.jspecify.annotations.NullMarked;
