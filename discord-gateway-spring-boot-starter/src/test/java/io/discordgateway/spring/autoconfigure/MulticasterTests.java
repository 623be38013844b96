package io.discordgateway.spring.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

import io.discordgateway.model.MessageDelete;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.dispatch.EventDispatcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.scheduling.support.TaskUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for multicasters of the application's that call listeners in their own way.
 */
@ExtendWith(OutputCaptureExtension.class)
class MulticasterTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DiscordGatewayAutoConfiguration.class))
		.withPropertyValues("discord.gateway.token=abc", "discord.gateway.api-base-url=http://127.0.0.1:1/api/v10");

	@Test
	void springsOwnIsNotWarnedOf(CapturedOutput output) {
		this.runner.run((context) -> assertThat(output).doesNotContain("applicationEventMulticaster"));
	}

	@Test
	void executorIsWarnedOf(CapturedOutput output) {
		this.runner.withUserConfiguration(WithExecutor.class)
			.run((context) -> assertThat(output).contains("'applicationEventMulticaster' has an executor"));
	}

	@Test
	void errorHandlerIsWarnedOfUnlessItThrows(CapturedOutput output) {
		this.runner.withUserConfiguration(WithPropagation.class)
			.run((context) -> assertThat(output).doesNotContain("applicationEventMulticaster"));
		this.runner.withUserConfiguration(WithErrorHandler.class)
			.run((context) -> assertThat(output).contains("'applicationEventMulticaster' has an error handler"));
	}

	@Test
	void anotherImplementationIsWarnedOfAndItsListenersAreKnown(CapturedOutput output) {
		this.runner.withUserConfiguration(WithAnother.class, Lambdas.class).run((context) -> {
			assertThat(output).contains("'applicationEventMulticaster' is none of Spring's");
			EventDispatcher dispatcher = new EventDispatcher(context.getSourceApplicationContext());
			assertThat(dispatcher.wants("MESSAGE_DELETE")).isTrue();
			assertThat(dispatcher.wants("TYPING_START")).isFalse();
		});
	}

	@Test
	void theDocumentedOneHasBoth(CapturedOutput output) {
		this.runner.withUserConfiguration(WithBoth.class).withBean(Threads.class).run((context) -> {
			assertThat(output).doesNotContain("applicationEventMulticaster");
			context.publishEvent("another event");
			context.publishEvent(new FromTheGateway(context.getBean(DiscordGateway.class)));
			assertThat(context.getBean(Threads.class).names).containsExactly("executor", "publisher");
		});
	}

	@Test
	void nativeImageCanAskTheMulticaster() throws Exception {
		RuntimeHints hints = new RuntimeHints();
		SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
			.load(RuntimeHintsRegistrar.class)
			.forEach((registrar) -> registrar.registerHints(hints, getClass().getClassLoader()));
		for (String getter : List.of("getTaskExecutor", "getErrorHandler")) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onMethodInvocation(SimpleApplicationEventMulticaster.class.getDeclaredMethod(getter))).accepts(hints);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class WithExecutor {

		@Bean
		SimpleApplicationEventMulticaster applicationEventMulticaster(BeanFactory beanFactory) {
			SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster(beanFactory);
			multicaster.setTaskExecutor(Runnable::run);
			return multicaster;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithErrorHandler {

		@Bean
		SimpleApplicationEventMulticaster applicationEventMulticaster(BeanFactory beanFactory) {
			SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster(beanFactory);
			multicaster.setErrorHandler((failure) -> {
			});
			return multicaster;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithPropagation {

		@Bean
		SimpleApplicationEventMulticaster applicationEventMulticaster(BeanFactory beanFactory) {
			SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster(beanFactory);
			multicaster.setErrorHandler(TaskUtils.LOG_AND_PROPAGATE_ERROR_HANDLER);
			return multicaster;
		}

	}

	/* As docs/delivery.md has it. */
	@Configuration(proxyBeanMethods = false)
	static class WithBoth {

		@Bean
		SimpleApplicationEventMulticaster applicationEventMulticaster(BeanFactory beanFactory) {
			Executor executor = (task) -> {
				Thread thread = new Thread(task, "executor");
				thread.start();
				join(thread);
			};
			return new SimpleApplicationEventMulticaster(beanFactory) {

				@Override
				public void multicastEvent(ApplicationEvent event, @Nullable ResolvableType type) {
					if (event.getSource() instanceof DiscordGateway) {
						super.multicastEvent(event, type);
					}
					else {
						executor.execute(() -> super.multicastEvent(event, type));
					}
				}

			};
		}

		private static void join(Thread thread) {
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

	static class Threads {

		final List<String> names = new CopyOnWriteArrayList<>();

		@EventListener({ String.class, FromTheGateway.class })
		void on(Object event) {
			this.names.add(Thread.currentThread().getName().equals("executor") ? "executor" : "publisher");
		}

	}

	static class FromTheGateway extends ApplicationEvent {

		private static final long serialVersionUID = 1L;

		FromTheGateway(Object source) {
			super(source);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Lambdas {

		@Bean
		ApplicationListener<DispatchEvent<MessageDelete>> listener() {
			return (event) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithAnother {

		@Bean
		ApplicationEventMulticaster applicationEventMulticaster(BeanFactory beanFactory) {
			return new Another(new SimpleApplicationEventMulticaster(beanFactory));
		}

	}

	static class Another implements ApplicationEventMulticaster {

		private final ApplicationEventMulticaster delegate;

		Another(ApplicationEventMulticaster delegate) {
			this.delegate = delegate;
		}

		@Override
		public void addApplicationListener(ApplicationListener<?> listener) {
			this.delegate.addApplicationListener(listener);
		}

		@Override
		public void addApplicationListenerBean(String listenerBeanName) {
			this.delegate.addApplicationListenerBean(listenerBeanName);
		}

		@Override
		public void removeApplicationListener(ApplicationListener<?> listener) {
			this.delegate.removeApplicationListener(listener);
		}

		@Override
		public void removeApplicationListenerBean(String listenerBeanName) {
			this.delegate.removeApplicationListenerBean(listenerBeanName);
		}

		@Override
		public void removeApplicationListeners(Predicate<ApplicationListener<?>> predicate) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void removeApplicationListenerBeans(Predicate<String> predicate) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void removeAllListeners() {
			this.delegate.removeAllListeners();
		}

		@Override
		public void multicastEvent(ApplicationEvent event) {
			this.delegate.multicastEvent(event);
		}

		@Override
		public void multicastEvent(ApplicationEvent event, @Nullable ResolvableType eventType) {
			this.delegate.multicastEvent(event, eventType);
		}

	}

}
