"""Samplers of other libraries with the exact model in place of a network: ./test.sh peers; docs/in-the-wild.md tells it.

Every row of that page is a test here: which rule a configuration follows, path by path with its own noise, its order, and
where it departs from what its documentation says.
"""

import numpy as np
import plumbline as pl
import pytest

pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")

from plumbline import peers  # noqa: E402

FOUND = {}


def found(name):
    if name not in FOUND:
        FOUND[name] = peers.find(peers.PEERS[name])
    return FOUND[name]


ONE_CHAIN = {"ddim:1", "ddpm-small", "ancestral:1", "exponential-sde:1"}

#: configuration: (a rule that it follows; the order measured, None for a rule with noise, "of the rule" where 200 steps
#: on its grid are too few to tell more than that it falls faster than at order 1)
AS_DOCUMENTED = {
    "ddim": ("ddim:0", 1), "ddim-v": ("ddim:0", 1), "ddim-eta-1": ("ddim:1", None), "ddpm-small": ("ddpm-small", None),
    "ddpm-small-log": ("ddpm-small", None), "euler": ("ddim:0", 1), "euler-karras": ("ddim:0", 1),
    "euler-ancestral": ("ancestral:1", None), "heun": ("heun", 2), "heun-karras": ("heun", 2), "dpm-2m": ("dpm++2m", "of the rule"),
    "dpm-2m-karras-unrounded": ("dpm++2m", 2),
    "dpm-sde-2m": ("sde-dpm++2m", None), "flow-euler": ("ddim:0", 1), "k-euler": ("ddim:0", 1),
    "k-euler-ancestral": ("ancestral:1", None), "k-heun": ("heun", 2), "k-heun-churn": ("heun-churn:4,0,inf,1", None),
    "k-dpmpp-2m": ("dpm++2m", 2), "k-dpmpp-2m-sde": ("sde-dpm++2m", None),
}  # fmt: skip


@pytest.mark.parametrize("name", AS_DOCUMENTED)
def test_what_follows_its_documentation(name):
    rule, order = AS_DOCUMENTED[name]
    assert found(name).failure == "" and rule in found(name).names, found(name)
    assert found(name).score_time_off < 1e-3
    if order is None:
        assert found(name).order is None
    elif order == "of the rule":
        assert found(name).order > 1.3
    else:
        assert found(name).order == pytest.approx(order, abs=0.35)
    if rule in ONE_CHAIN:
        assert set(found(name).names) == ONE_CHAIN


def test_a_step_ends_where_the_next_does_not_begin():
    """DDIM goes on by 1000 // N trained steps, whatever the spacing of its time steps is."""
    assert not found("ddim-linspace").chains and found("ddim-linspace").landing_off > 1.0
    assert not found("ddim-30").chains and found("ddim-30").landing_off > 0.05
    assert found("ddim").landing_off < 1e-4
    run = peers.PEERS["ddim-linspace"].run(pl.case(peers.CASE), 400, 25, 1.0)
    landed = peers.landing_times(run, pl.case(peers.CASE), 1.0)
    trained = peers.diffusers_scheduler("DDIMScheduler").alphas_cumprod.double().numpy()
    assert landed[0] == pytest.approx(trained[999 - 40], rel=1e-4)  # the next score is taken at 999 - 42
    assert run.times[1] == pytest.approx(trained[957], rel=1e-9)


def test_the_default_clamps_what_it_predicts():
    assert not found("ddim-default").chains and found("ddim-default").nearest.difference > 1.0
    assert found("ddim-leading").names == ["ddim:0"]


def test_leading_time_steps_do_not_begin_at_the_noisiest():
    trained = peers.diffusers_scheduler("DDIMScheduler").alphas_cumprod.double().numpy()
    assert found("ddim-leading").first == pytest.approx(trained[960], rel=1e-9)
    assert trained[960] > 2.0 * trained[999]
    assert found("ddim").first == pytest.approx(trained[999], rel=1e-9)


def test_the_logarithm_of_a_variance_is_taken_for_a_variance():
    assert not found("ddpm-large-log").finite and found("ddpm-large").names == ["ddpm-large"]


def test_a_prediction_type_that_is_documented_and_not_there():
    assert found("euler-ancestral-sample").failure == "NotImplementedError: prediction_type not implemented yet: sample"


def test_log_linear_levels_go_with_other_time_steps_and_never_reach_zero():
    assert found("euler-log-linear").last == pytest.approx(0.9999, abs=1e-6)
    assert found("euler-log-linear").score_time_off > 4.0 and not found("euler-log-linear").chains


def test_time_steps_rounded_to_whole_ones_are_not_those_of_the_states():
    """And that is all that is wrong: asked at the level of its state it is the rule."""
    rounded, exact = found("dpm-2m-karras"), found("dpm-2m-karras-unrounded")
    assert not rounded.chains and rounded.nearest.scheme == "dpm++2m" and 1e-4 < rounded.nearest.difference < 1e-2
    assert 0.01 < rounded.score_time_off < 0.03 and exact.names == ["dpm++2m"] and exact.score_time_off == 0.0
    assert found("unipc").order < 0.5 and found("unipc-unrounded").order > 2.5


def test_a_last_step_that_does_nothing():
    assert found("deis").empty_steps == 1 and found("deis").last == pytest.approx(0.9999, abs=1e-6)
    run = peers.PEERS["deis"].run(pl.case(peers.CASE), 100, 25, 1.0)
    assert np.abs(run.states[-1] - run.states[-2]).max() < 1e-6 < np.abs(run.states[-2] - run.states[-3]).max()
    assert found("dpm-2m-karras").empty_steps == 0 and found("dpm-2m-karras").last == 1.0


def mended(name, wrong, right):
    """A sampler of k-diffusion with one term exchanged, among its others."""
    import inspect

    sampling = peers.k_diffusion_sampling()
    source = inspect.getsource(getattr(sampling, name))
    assert source.count(wrong) == 1
    exec(source.replace(f"def {name}(", f"def {name}_mended(").replace(wrong, right), vars(sampling))
    return f"{name}_mended"


def order_on(name, steps, **options):
    case, errors = pl.case(peers.CASE), []
    for n in steps:
        sigmas = peers.karras_sigmas(n)
        start = case.sample_data(400, seed=5, t=1.0 / (1.0 + sigmas[0] ** 2))
        errors.append(peers.flow_error(peers.run_k_diffusion(name, case, start, sigmas, **options), case))
    return np.log2(errors[-2] / errors[-1]) / np.log2(steps[-1] / steps[-2])


def test_third_order_multistep_is_of_second_order():
    """Its second difference lacks the factor 2 of a derivative: with it the order is 3. In both libraries."""
    assert found("k-dpmpp-3m").order == pytest.approx(2.0, abs=0.2)
    assert found("dpm-3m-unrounded").order == pytest.approx(2.0, abs=0.35)
    name = mended("sample_dpmpp_3m_sde", "phi_2 * d1 - phi_3 * d2", "phi_2 * d1 - 2 * phi_3 * d2")
    assert order_on("sample_dpmpp_3m_sde", (100, 200), eta=0.0) == pytest.approx(2.0, abs=0.2)
    assert order_on(name, (100, 200), eta=0.0) == pytest.approx(3.0, abs=0.2)


def test_the_noises_of_a_step_are_not_those_of_one_path():
    """k-diffusion's tree is one path in Sigma; that of the SDE has another clock. Independent ones are far from it."""
    sigmas = peers.karras_sigmas(25)
    decay = sigmas[1:-1] / sigmas[:-2]
    tree = np.sqrt((1.0 + decay) / (1.0 + np.sqrt(decay)))  # by (1 + decay)^(1/2) times the correlation of the tree
    product = (tree - np.sqrt(decay)).mean()
    square = (1.0 + 2.0 * decay - 2.0 * np.sqrt(decay) * tree).mean()
    n = 24 * 500
    assert "dpm++sde" in found("k-dpmpp-sde").names
    assert found("k-dpmpp-sde").noise_pair[0] == pytest.approx(square, abs=6 * (2 / n) ** 0.5)
    assert found("k-dpmpp-sde").noise_pair[1] == pytest.approx(product, abs=6 * n**-0.5)
    assert product > 0.1 and square < 0.85
    assert found("k-dpmpp-sde-independent").noise_pair[1] == pytest.approx(-np.sqrt(decay).mean(), abs=6 * 1.6 * n**-0.5)


def test_sbi_takes_euler_steps_in_its_own_time():
    """D of a step is rate x step at its start, not the integral of the rate: no rule by name, but a chain all the same."""
    case, steps = pl.case(peers.CASE), 25
    run = peers.run_sbi(case, 200, steps, w=1.0, eta=0.8)
    ts = np.linspace(1.0, 1e-3, steps + 1)
    D = (0.01 + 9.99 * ts[:-1]) * -np.diff(ts)
    omega = pl.chain(case, 1.0, 1).steps.omega[0]
    chain = pl.Chain.from_coefficients(case, run.times, 1 + D / 2, (1 + 0.8**2) / 2 * D, 0.8 * D**0.5, omega)
    n = np.repeat(np.arange(steps), 200)
    y, after = run.states[:-1].reshape(-1, 1), run.states[1:].reshape(-1, 1)
    assert pl.check_transitions(chain, n, y, np.array(run.normals).reshape(-1, 1), after)
    assert not found("sbi").chains and found("sbi").nearest.scheme == "euler"
    assert found("sbi-flow").order == pytest.approx(1.0, abs=0.2)


@pytest.mark.parametrize(
    ("name", "order"), [("k-dpm-2", 2.0), ("k-dpmpp-2s", 2.0), ("k-lms", 4.0), ("lms", 4.0), ("unipc-unrounded", 3.0)]
)
def test_orders_of_what_has_no_rule_here(name, order):
    assert not found(name).chains and found(name).order == pytest.approx(order, abs=0.35)


def test_a_torch_module_as_a_score():
    class Network(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.off = torch.nn.Parameter(torch.tensor(0.05))

        def forward(self, t, y):
            assert t.shape == (len(y),) and y.dtype == torch.float32
            root = t.sqrt()[:, None]
            conditional = root - y
            return 2.0 * conditional - (root * torch.tanh(root * y) - y) + self.off

    chain = pl.chain("unit-pair", 1.0, 16, t0=1e-2)
    checked = pl.check_score(Network(), "unit-pair", chain, paths=2000)
    assert checked.eps.value == pytest.approx(0.05, rel=0.01) and checked.survives
    assert 0.0 < checked.tv.value < checked.tv_bound.value


def test_the_command_tells_it(capsys):
    assert peers.main(["ddpm-large-log", "k-heun"]) == 0
    said = capsys.readouterr().out
    assert "gives NaN" in said and "is heun (to" in said
    assert peers.main(["nothing"]) == 2
