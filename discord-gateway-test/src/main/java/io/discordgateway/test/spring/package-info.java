/**
 * The local gateway in Spring's tests.
 */
@NullMarked
package io.discordgateway.test.spring;

import org.jspecify.annotations.NullMarked;
