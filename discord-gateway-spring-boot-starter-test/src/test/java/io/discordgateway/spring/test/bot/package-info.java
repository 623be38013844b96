/**
 * A bot as somebody writes one, and its tests as the documentation shows them.
 */
@NullMarked
package io.discordgateway.spring.test.bot;

import org.jspecify.annotations.NullMarked;
