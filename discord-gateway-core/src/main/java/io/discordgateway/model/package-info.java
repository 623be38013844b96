/**
 * What arrives: typed dispatch events and the objects, enums and flags in them, their
 * streaming decoders, and the table from event name to type. Most of it is generated at
 * build time from tables ({@code docs/model.md}).
 */
@NullMarked
package io.discordgateway.model;

import org.jspecify.annotations.NullMarked;
