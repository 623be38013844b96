/**
 * The starter against a local gateway over real sockets.
 */
@NullMarked
package io.discordgateway.spring.e2e;

import org.jspecify.annotations.NullMarked;
