/**
 * The starter as a guest: small applications in processes of their own, with the class
 * path that Maven would give them.
 */
@NullMarked
package io.discordgateway.spring.guest;

import org.jspecify.annotations.NullMarked;
