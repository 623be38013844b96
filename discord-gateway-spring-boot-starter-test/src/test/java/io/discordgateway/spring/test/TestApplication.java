package io.discordgateway.spring.test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * Application without anything of its own.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
class TestApplication {

}
