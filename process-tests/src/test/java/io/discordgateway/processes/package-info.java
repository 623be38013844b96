/**
 * The sample in processes of its own: started, killed, frozen and stopped as an operating
 * system does that, alone and as a fleet on an engine.
 */
@NullMarked
package io.discordgateway.processes;

import org.jspecify.annotations.NullMarked;
