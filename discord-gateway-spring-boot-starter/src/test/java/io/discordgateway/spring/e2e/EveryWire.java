package io.discordgateway.spring.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests of what depends on the wire: each runs in all seven forms, with a transport that
 * follows from its name or, with {@code -Pthorough}, with both. The constructor takes the
 * {@link Wire}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith(Wires.class)
@interface EveryWire {

}
