package io.discordgateway.spring.test;

import io.discordgateway.spring.autoconfigure.DiscordConnectionDetails;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Lets the test's details of the connection come before all others that the application
 * has, however it has marked them.
 */
final class OnlyTestConnectionDetails implements BeanFactoryPostProcessor {

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		for (String name : beanFactory.getBeanNamesForType(DiscordConnectionDetails.class, true, false)) {
			if (beanFactory.containsBeanDefinition(name)) {
				BeanDefinition definition = beanFactory.getBeanDefinition(name);
				boolean ours = beanFactory.isTypeMatch(name, TestConnectionDetails.class);
				definition.setPrimary(ours);
				definition.setAutowireCandidate(ours);
			}
		}
	}

}
