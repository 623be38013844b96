package io.discordgateway.spring.guest;

import io.discordgateway.model.MessageCreate;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application that says on its output what it has become. Whether it is one with a web
 * server is for its class path to say.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(GuestApplication.Page.class)
public class GuestApplication {

	static final String PAGE = "a page";

	/**
	 * Starts it.
	 * @param args Spring Boot's arguments
	 */
	public static void main(String[] args) {
		SpringApplication.run(GuestApplication.class, args);
	}

	@EventListener
	void onMessage(MessageCreate message) {
		System.out.println("message=" + message.content());
	}

	@EventListener
	void onReady(ApplicationReadyEvent event) {
		Environment environment = event.getApplicationContext().getEnvironment();
		System.out.println("port=" + environment.getProperty("local.server.port"));
		System.out.println("management-port=" + environment.getProperty("local.management.port"));
		System.out.println("type=" + event.getSpringApplication().getWebApplicationType());
	}

	@RestController
	static class Page {

		@GetMapping("/")
		String page() {
			return PAGE;
		}

	}

}
