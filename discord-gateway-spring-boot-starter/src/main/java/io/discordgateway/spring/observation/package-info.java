/**
 * What is measured and observed of the gateway, and under which names. Without Micrometer
 * nothing is.
 */
@NullMarked
package io.discordgateway.spring.observation;

import org.jspecify.annotations.NullMarked;
