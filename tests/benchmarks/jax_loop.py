"""An MLP's epoch in JAX, jitted as a whole, for `epoch` to compare with: the network, loss and optimiser of a recipe.

Only where the optional extra `bench` is installed. Not a benchmark of its own.
"""

import importlib.util
from collections.abc import Callable
from typing import Any

import numpy as np

from digitpad.core.plans import Plan
from digitpad.learn.dataset import Dataset
from digitpad.learn.layers import SCALES, Dropout
from digitpad.learn.networks import build
from digitpad.learn.seeds import derived


def is_installed() -> bool:
    """Whether JAX is there."""
    return importlib.util.find_spec("jax") is not None


def epochs(plan: Plan, data: Dataset) -> Callable[[], float]:
    """A function that trains an epoch, tests, and gives the test accuracy; compiled before it is handed out."""
    import jax
    import jax.numpy as jnp

    mean, std = SCALES[plan.input]
    x, test = (jnp.asarray((split.x.numpy().reshape(-1, 784) / np.float32(255) - mean) / std, jnp.float32)
               for split in (data.train, data.test))  # fmt: skip
    y, test_y = jnp.asarray(data.train.y.numpy()), jnp.asarray(data.test.y.numpy())
    net = build(plan.architecture, plan.input, seed=derived(plan.seed, "weights"))
    linear = [module for module in net.body if hasattr(module, "weight")]
    weights = [(jnp.asarray(m.weight.detach().numpy().T), jnp.asarray(m.bias.detach().numpy())) for m in linear]
    dropped = next((module.p for module in net.body if isinstance(module, Dropout)), 0.0)  # after the first ReLU
    size, steps = plan.batch_size, len(x) // plan.batch_size

    def forward(weights: Any, x: Any, key: Any) -> Any:
        for at, (weight, bias) in enumerate(weights):
            x = x @ weight + bias
            if at < len(weights) - 1:
                x = jnp.maximum(x, 0)
            if at == 0 and dropped and key is not None:
                x = jnp.where(jax.random.bernoulli(key, 1 - dropped, x.shape), x / (1 - dropped), 0)
        return x

    def loss(weights: Any, x: Any, y: Any, key: Any) -> Any:
        return -jnp.take_along_axis(jax.nn.log_softmax(forward(weights, x, key)), y[:, None], 1).mean()

    def step(state: Any, rows: Any) -> Any:
        weights, first, second, count, key = state
        key, own = jax.random.split(key)
        value, slopes = jax.value_and_grad(loss)(weights, x[rows], y[rows], own)
        count, rate, tree = count + 1, plan.learning_rate, jax.tree_util.tree_map
        if plan.optimizer == "adam":
            first = tree(lambda m, g: 0.9 * m + 0.1 * g, first, slopes)
            second = tree(lambda v, g: 0.999 * v + 0.001 * g * g, second, slopes)
            weights = tree(
                lambda w, m, v: w - rate * (m / (1 - 0.9**count)) / (jnp.sqrt(v / (1 - 0.999**count)) + 1e-8),
                weights, first, second,
            )  # fmt: skip
        else:
            first = tree(lambda m, g: plan.momentum * m + g, first, slopes)
            weights = tree(lambda w, m: w - rate * m, weights, first)
        return (weights, first, second, count, key), value

    zeros = jax.tree_util.tree_map(jnp.zeros_like, weights)
    state = [(weights, zeros, zeros, jnp.float32(0), jax.random.key(plan.seed))]
    trained = jax.jit(lambda state, order: jax.lax.scan(step, state, order[: steps * size].reshape(steps, size)))
    tested = jax.jit(lambda weights: (forward(weights, test, None).argmax(1) == test_y).mean())
    shuffle = np.random.default_rng(plan.seed)

    def epoch() -> float:
        state[0], losses = trained(state[0], jnp.asarray(shuffle.permutation(len(x))))
        float(losses.sum())
        return float(tested(state[0][0]))

    trained.lower(state[0], jnp.arange(len(x))).compile()
    trained(state[0], jnp.arange(len(x)))[1].block_until_ready()
    tested(weights).block_until_ready()
    return epoch
