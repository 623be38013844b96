/**
 * The simulated Discord as clients see it that were not written here.
 */
@NullMarked
package io.discordgateway.clients;

import org.jspecify.annotations.NullMarked;
