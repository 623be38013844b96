/**
 * What travels: opcodes, close codes, intents, the commands that an application sends,
 * and the token that never shows itself.
 */
@NullMarked
package io.discordgateway.payload;

import org.jspecify.annotations.NullMarked;
