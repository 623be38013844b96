package io.discordgateway.spring.driver;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ends the application, and the process with an exit code, as no orchestrator starts a
 * process again that ended well.
 */
final class FatalExit implements Runnable {

	/*
	 * A process of which main has returned is the application's. While main runs on, as
	 * in a test or where the application is a part of another program, the process is not
	 * ours to end.
	 */

	private static final Log logger = LogFactory.getLog(FatalExit.class);

	/*
	 * The name that every JVM's launcher gives to the thread that runs main. Its number
	 * is no sign: it is 1 on JDK 17, and 3 on JDK 25.
	 */
	private static final String MAIN = "main";

	/* An application that fails at its start may still be in main. */
	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final ConfigurableApplicationContext context;

	FatalExit(ConfigurableApplicationContext context) {
		this.context = context;
	}

	void begin() {
		Thread thread = new Thread(this, "discord-exit");
		thread.setDaemon(false);
		thread.start();
	}

	@Override
	public void run() {
		AvailabilityChangeEvent.publish(this.context, LivenessState.BROKEN);
		int code = SpringApplication.exit(this.context);
		if (hasMainReturned()) {
			System.exit(code);
		}
		logger.error("The application was closed, and its process goes on, as its main method does. "
				+ "Once that returns, let it end the process with SpringApplication.exit, which gives " + code);
	}

	private static boolean hasMainReturned() {
		for (Thread thread : Thread.getAllStackTraces().keySet()) {
			if (MAIN.equals(thread.getName()) && !hasEnded(thread)) {
				return false;
			}
		}
		return true;
	}

	private static boolean hasEnded(Thread main) {
		try {
			main.join(PATIENCE.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return !main.isAlive();
	}

}
