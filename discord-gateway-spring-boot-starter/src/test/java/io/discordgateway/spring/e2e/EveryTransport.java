package io.discordgateway.spring.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Beside {@link AnyWire} or {@link EveryWire}: each test runs with both transports, also
 * where others run with one that follows from their names.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface EveryTransport {

}
