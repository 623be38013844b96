package io.discordgateway.spring.test;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Brings {@link TestDiscord} to test methods, lets the time stand still for each, and
 * fails those in which the bot breaks Discord's rules.
 */
final class TestDiscordExtension
		implements ParameterResolver, BeforeEachCallback, AfterTestExecutionCallback, AfterEachCallback {

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == TestDiscord.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return discord(context);
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		discord(context).begin();
	}

	@Override
	public void afterTestExecution(ExtensionContext context) {
		discord(context).checkRules();
	}

	@Override
	public void afterEach(ExtensionContext context) {
		discord(context).end();
	}

	static TestDiscord discord(ExtensionContext context) {
		return SpringExtension.getApplicationContext(context).getBean(TestDiscord.class);
	}

}
