/**
 * Auto-configuration of the Discord gateway.
 */
@NullMarked
package io.discordgateway.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
