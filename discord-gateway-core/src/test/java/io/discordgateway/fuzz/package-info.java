/**
 * Whatever a peer sends, nothing but the documented exceptions comes of it. Each test
 * runs over seeds and over what campaigns found; {@code docs/fuzzing.md} tells how to
 * start a campaign.
 */
@NullMarked
package io.discordgateway.fuzz;

import org.jspecify.annotations.NullMarked;
