package io.discordgateway.test.standalone;

import java.util.concurrent.CountDownLatch;

/**
 * Runs a simulated Discord as a process of its own, until it is told to end:
 * {@code --help} lists the options. It exits with 2 if an option is wrong, and with 1 if
 * a port is taken.
 *
 * @since 0.1
 */
public final class StandaloneMain {

	private static final int CANNOT_START = 1;

	private static final int WRONG_OPTION = 2;

	private StandaloneMain() {
	}

	/**
	 * Starts the simulated Discord and runs until the process is ended.
	 * @param args the options
	 * @throws InterruptedException if the thread is interrupted
	 */
	public static void main(String[] args) throws InterruptedException {
		StandaloneOptions options = optionsOrExit(args);
		if (options.help()) {
			System.out.print(StandaloneOptions.HELP);
			return;
		}
		StandaloneDiscord discord = startOrExit(options);
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			discord.close();
			System.out.println("Stopped");
		}, "stop"));
		System.out.println(discord.announcement());
		new CountDownLatch(1).await();
	}

	private static StandaloneOptions optionsOrExit(String[] args) {
		try {
			return StandaloneOptions.parse(args, System.getenv("LOCAL_GATEWAY_TOKEN"));
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage() + ". --help lists the options");
			System.exit(WRONG_OPTION);
			throw ex;
		}
	}

	private static StandaloneDiscord startOrExit(StandaloneOptions options) {
		try {
			return StandaloneDiscord.start(options);
		}
		catch (IllegalStateException ex) {
			System.err.println(ex.getMessage());
			System.exit(CANNOT_START);
			throw ex;
		}
	}

}
