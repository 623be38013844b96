package io.discordgateway.spring.test;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Counts what the application's executors are given, so that {@link TestDiscord#settle}
 * waits for it: whatever bean is an {@link Executor} or a {@link TaskScheduler}. Those of
 * Spring that decorate tasks stay what they are, pools that fork and join are asked, and
 * of all others a proxy counts.
 */
final class WatchedExecutors implements BeanPostProcessor, BeanClassLoaderAware {

	private final ObjectProvider<Shell> discord;

	private @Nullable ClassLoader classLoader = ClassUtils.getDefaultClassLoader();

	WatchedExecutors(ObjectProvider<Shell> discord) {
		this.discord = discord;
	}

	@Override
	public void setBeanClassLoader(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof ThreadPoolTaskExecutor pool) {
			pool.setTaskDecorator(counting(pool, ThreadPoolTaskExecutor.class, beanName, pool::getPoolSize));
		}
		else if (bean instanceof SimpleAsyncTaskExecutor simple) {
			simple.setTaskDecorator(counting(simple, SimpleAsyncTaskExecutor.class, beanName, () -> {
				int limit = simple.getConcurrencyLimit();
				return (limit > 0) ? limit : Integer.MAX_VALUE;
			}));
		}
		return bean;
	}

	private TaskDecorator counting(Object executor, Class<?> type, String beanName, IntSupplier threads) {
		TaskDecorator own = decorator(executor, type);
		Activity.Group group = group(beanName, threads);
		return (task) -> group.counted((own != null) ? own.decorate(task) : task);
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

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof ThreadPoolTaskExecutor pool) {
			noticeRefusals(pool.getThreadPoolExecutor());
			return bean;
		}
		if (bean instanceof ForkJoinPool pool) {
			activity().watch("the pool '" + beanName + "'", pool);
			return bean;
		}
		boolean runsTasks = bean instanceof Executor || bean instanceof TaskScheduler;
		boolean decorated = bean instanceof SimpleAsyncTaskExecutor && !(bean instanceof SimpleAsyncTaskScheduler);
		if (!runsTasks || decorated || bean instanceof VirtualTaskScheduler || hasFuturesOfItsOwn(bean)) {
			return bean;
		}
		if (bean instanceof ThreadPoolExecutor pool) {
			noticeRefusals(pool);
		}
		Activity.Group group = group(beanName, () -> threads(bean));
		return counting(bean, new CountingAdvice(bean, () -> group), this.classLoader);
	}

	/* As those of Netty and Guava, which nobody else could return. */
	private static boolean hasFuturesOfItsOwn(Object bean) {
		try {
			return bean.getClass().getMethod("submit", Runnable.class).getReturnType() != Future.class;
		}
		catch (NoSuchMethodException ex) {
			return false;
		}
	}

	/* So that it can be injected by its class, too. */
	static Object counting(Object executor, CountingAdvice advice, @Nullable ClassLoader classLoader) {
		Class<?> type = executor.getClass();
		boolean extendable = Modifier.isPublic(type.getModifiers()) && !Modifier.isFinal(type.getModifiers());
		if (extendable && PoolProxy.isNeededFor(type)) {
			return PoolProxy.of(executor, advice);
		}
		ProxyFactory factory = new ProxyFactory(executor);
		factory.addAdvice(advice);
		factory.setProxyTargetClass(extendable);
		return factory.getProxy(classLoader);
	}

	/* What is refused is never run. */
	private void noticeRefusals(ThreadPoolExecutor executor) {
		RejectedExecutionHandler handler = executor.getRejectedExecutionHandler();
		Activity activity = activity();
		executor.setRejectedExecutionHandler((task, by) -> {
			activity.dropped(task);
			handler.rejectedExecution(task, by);
		});
	}

	private Activity activity() {
		return this.discord.getObject().activity();
	}

	private Activity.Group group(String beanName, IntSupplier threads) {
		return activity().group("a task of the executor '" + beanName + "'", threads);
	}

	/** How many tasks an executor runs at once, as far as it says. */
	static int threads(Object executor) {
		if (executor instanceof ThreadPoolExecutor pool) {
			return pool.getPoolSize();
		}
		if (executor instanceof ThreadPoolTaskScheduler scheduler) {
			return scheduler.getScheduledThreadPoolExecutor().getPoolSize();
		}
		String name = executor.getClass().getSimpleName();
		// What Executors.newSingleThreadExecutor() returns, which has no accessor.
		boolean single = name.equals("FinalizableDelegatedExecutorService")
				|| name.equals("AutoShutdownDelegatedExecutorService");
		return single ? 1 : Integer.MAX_VALUE;
	}

}
