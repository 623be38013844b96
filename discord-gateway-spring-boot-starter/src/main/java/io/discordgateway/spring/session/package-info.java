/**
 * Stores for what survives the process: resume points and the day's session starts.
 */
@NullMarked
package io.discordgateway.spring.session;

import org.jspecify.annotations.NullMarked;
