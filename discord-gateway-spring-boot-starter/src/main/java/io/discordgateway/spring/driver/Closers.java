package io.discordgateway.spring.driver;

/**
 * Finds threads that wait for the end of the application: a listener among them is not
 * waited for, as it would be for ever.
 */
final class Closers {

	private Closers() {
	}

	/**
	 * Returns whether a thread is ending the JVM or closing an application context, or
	 * waits for another that does. {@code System.exit} runs what ends the gateway on
	 * threads of its own, so that only the stack tells.
	 * @param thread the thread
	 * @return whether it waits for the end
	 */
	static boolean isClosing(Thread thread) {
		for (StackTraceElement frame : thread.getStackTrace()) {
			if (isClosing(frame.getClassName(), frame.getMethodName())) {
				return true;
			}
		}
		return false;
	}

	private static boolean isClosing(String type, String method) {
		return switch (type) {
			case "java.lang.Runtime" -> method.equals("exit");
			case "org.springframework.context.support.AbstractApplicationContext" -> method.equals("close");
			default -> false;
		};
	}

}
