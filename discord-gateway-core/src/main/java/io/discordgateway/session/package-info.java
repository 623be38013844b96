/**
 * What survives a connection and a process: the point from which a session can be
 * resumed.
 */
@NullMarked
package io.discordgateway.session;

import org.jspecify.annotations.NullMarked;
