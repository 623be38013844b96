/**
 * The simulated Discord as a process of its own, for bots in any language, with an HTTP
 * port by which tests control it.
 */
@NullMarked
package io.discordgateway.test.standalone;

import org.jspecify.annotations.NullMarked;
