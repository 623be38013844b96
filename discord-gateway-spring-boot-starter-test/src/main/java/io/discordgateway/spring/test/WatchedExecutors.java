package io.discordgateway.spring.test;

import java.lang.reflect.Field;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.util.ReflectionUtils;

/**
 * Counts what the application's executors are given, so that {@link TestDiscord#settle}
 * waits for it: Spring's thread pools and its executors with a thread per task, virtual
 * ones too.
 */
final class WatchedExecutors implements BeanPostProcessor {

	private final ObjectProvider<InProcessDiscord> discord;

	WatchedExecutors(ObjectProvider<InProcessDiscord> discord) {
		this.discord = discord;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof ThreadPoolTaskExecutor pool) {
			pool.setTaskDecorator(counting(pool, ThreadPoolTaskExecutor.class, beanName, pool.getCorePoolSize()));
		}
		else if (bean instanceof SimpleAsyncTaskExecutor simple) {
			int limit = simple.getConcurrencyLimit();
			simple.setTaskDecorator(
					counting(simple, SimpleAsyncTaskExecutor.class, beanName, (limit > 0) ? limit : Integer.MAX_VALUE));
		}
		return bean;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof ThreadPoolTaskExecutor pool) {
			// What is refused is never run.
			ThreadPoolExecutor executor = pool.getThreadPoolExecutor();
			RejectedExecutionHandler handler = executor.getRejectedExecutionHandler();
			Activity activity = this.discord.getObject().activity();
			executor.setRejectedExecutionHandler((task, by) -> {
				activity.dropped(task);
				handler.rejectedExecution(task, by);
			});
		}
		return bean;
	}

	private TaskDecorator counting(Object executor, Class<?> type, String beanName, int threads) {
		TaskDecorator own = decorator(executor, type);
		Activity activity = this.discord.getObject().activity();
		Activity.Group group = activity.group("a task of the executor '" + beanName + "'", threads);
		return (task) -> activity.counted(group, (own != null) ? own.decorate(task) : task);
	}

	/* There is no accessor. */
	private static @Nullable TaskDecorator decorator(Object executor, Class<?> type) {
		Field field = ReflectionUtils.findField(type, "taskDecorator");
		if (field == null) {
			return null;
		}
		ReflectionUtils.makeAccessible(field);
		return (TaskDecorator) ReflectionUtils.getField(field, executor);
	}

}
