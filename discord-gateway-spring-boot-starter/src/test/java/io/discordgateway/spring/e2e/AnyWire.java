package io.discordgateway.spring.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests of what does not depend on the wire. Each runs in one form and with one
 * transport, which follow from its name, so that all seven and both are used by a class
 * of many tests; with {@code -Pthorough} it runs in every one. The constructor takes the
 * {@link Wire}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith(Wires.class)
@interface AnyWire {

}
