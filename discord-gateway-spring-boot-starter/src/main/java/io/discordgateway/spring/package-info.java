/**
 * What an application uses: the gateway bean and the events that it publishes.
 */
@NullMarked
package io.discordgateway.spring;

import org.jspecify.annotations.NullMarked;
