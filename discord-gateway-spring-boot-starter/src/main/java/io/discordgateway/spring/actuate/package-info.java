/**
 * Health of the Discord gateway.
 */
@NullMarked
package io.discordgateway.spring.actuate;

import org.jspecify.annotations.NullMarked;
