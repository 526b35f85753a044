from command.harness import BAD_INPUT, CASE, Command, LAW, OUTPUT


class BadInput(Command):
    def test_unknown_names(self):
        self.expect_refusal(BAD_INPUT, "law", "no-such-case", "--w", "1", "--steps", "8", says="no-such-case")
        self.expect_refusal(BAD_INPUT, *LAW, "--schedule", "lunar", says="log-uniform")
        self.expect_refusal(BAD_INPUT, "law", "unit-pair", "--w", "1", "--steps", "8", "--scheme", "milstein", says="ddim:ETA")
        for scheme, says in (("ddim", "write ddim:ETA"), ("ddim:2", "within 0 to 1"), ("ddim:x", "numbers"),
                             ("ddpm:1", "write ddpm"), ("heun:1", "write heun"), ("heun-churn:4", "write heun-churn:S_CHURN,S_MIN,S_MAX,S_NOISE"),
                             ("heun-churn:-1,0,inf,1", "S_CHURN = -1")):
            self.expect_refusal(BAD_INPUT, "law", "unit-pair", "--w", "1", "--steps", "8", "--scheme", scheme, says=says)
        heun = ["--w", "1", "--steps", "8", "--scheme", "heun"]
        self.expect_refusal(BAD_INPUT, "law", "triad", *heun[:-1], "dpm++sde", says="on the line alone")
        self.expect_refusal(BAD_INPUT, "study", "score-error", "unit-pair", *heun, says="not one affine step")
        for schedule, says in (("trained:linear", "write trained:BETAS"), ("trained:linear,leading,1", "timestep 1000"),
                               ("edm:1,0.5,7", "SIGMA_MIN < SIGMA_MAX"), ("trained:linear,leading,sigma-min", "is empty")):
            self.expect_refusal(BAD_INPUT, "times", "--steps", "1000", "--schedule", schedule, says=says)
        self.expect_refusal(BAD_INPUT, "times", "--steps", "8", "--schedule", "edm:0.002,80,7", "--t0", "0.1", says="own end points")
        self.expect_refusal(BAD_INPUT, "verify", "--claim", "Z9", says="F3")
        self.expect_refusal(BAD_INPUT, "verify", "--mutant", "tame", says="wrong-sign")
        self.expect_refusal(BAD_INPUT, "verify", "--tier", "slow", says="nightly")
        self.expect_refusal(BAD_INPUT, "dance", says="--help")
        self.expect_refusal(BAD_INPUT, *LAW, "--loud", says="--loud")

    def test_values_out_of_range(self):
        law = ["law", "unit-pair", "--w"]
        self.expect_refusal(BAD_INPUT, *law, "1", "--steps", "0", says="steps")
        self.expect_refusal(BAD_INPUT, *law, "1", "--steps", "-3", says="steps")
        self.expect_refusal(BAD_INPUT, *law, "nan", "--steps", "8", says="w = nan")
        self.expect_refusal(BAD_INPUT, *law, "inf", "--steps", "8", says="w = inf")
        self.expect_refusal(BAD_INPUT, *law, "1", "--steps", "8", "--t0", "0", says="t0")
        self.expect_refusal(BAD_INPUT, *law, "1", "--steps", "8", "--tend", "2", says="tend")
        self.expect_refusal(BAD_INPUT, *law, "1", "--steps", "8", "--w-from", "0.9", "--w-to", "0.1", says="window")
        self.expect_refusal(BAD_INPUT, *law, "1", "--steps", "many", says="steps")
        self.expect_refusal(BAD_INPUT, "verify", "--threads", "-1", says="threads")
        self.expect_refusal(BAD_INPUT, "study", "guidance-scale", "unit-pair", "--trials", "0", says="trials = 0")
        self.expect_refusal(BAD_INPUT, "study", "error-vs-n", "unit-pair", "--steps", "0", says="steps")
        self.expect_refusal(BAD_INPUT, "study", "error-vs-n", "unit-pair", "--w", "inf", says="w = inf")
        self.expect_refusal(BAD_INPUT, "study", "error-vs-n", "unit-pair", "triad", says="triad has dimension 2")
        self.expect_refusal(BAD_INPUT, "study", "guidance-scale", "unit-pair", "--w", "1", "nan", says="w = nan")
        errors = ["study", "score-error", "unit-pair"]
        self.expect_refusal(BAD_INPUT, *errors, "--eps", "-0.1", says="eps")
        self.expect_refusal(BAD_INPUT, *errors, "--kind", "gremlin", says="worst-case")
        self.expect_refusal(BAD_INPUT, *errors, "--target", "nothing", says="reweighted")
        self.expect_refusal(BAD_INPUT, "study", "score-error", "triad", says="dimension")
        reward = ["study", "reward", "reward-well"]
        self.expect_refusal(BAD_INPUT, "study", "reward", "unit-pair", says="no reward")
        self.expect_refusal(BAD_INPUT, *reward, "--w", "1", says="start with 0")
        self.expect_refusal(BAD_INPUT, *reward, "--tend", "1", says="--tend")
        self.expect_refusal(BAD_INPUT, *reward, "--samples", "1", says="--samples")
        self.expect_refusal(BAD_INPUT, *reward, "--paths", "1", says="--paths")

    def test_case_files(self):
        def refused(text, says):
            path = self.path("case.toml", text)
            self.expect_refusal(BAD_INPUT, "law", path, "--w", "1", "--steps", "8", says=says)

        refused(CASE.replace("[guidance]", "[guidance"), "case.toml")
        refused(CASE.replace("weight = 0.5\nmean = [2.0]", "weight = 0.6\nmean = [2.0]"), "weights")
        refused(CASE.replace("weight = 0.5\nmean = [2.0]", "weight = nan\nmean = [2.0]"), "weight")
        refused(CASE.replace("weight = 0.5\nmean = [2.0]", "weight = -0.5\nmean = [2.0]"), "weight")
        refused(CASE.replace("covariance = 1.0", "covariance = -1.0", 1), "-1")
        refused(CASE.replace("mean = [2.0]", "mean = [2.0, 1.0]"), "component")
        refused(CASE.replace("mean = [2.0]\n", ""), "mean")
        refused(CASE.replace("class = 1\n[[", "klass = 1\n[["), "klass")
        refused(CASE.replace('kind = "classifier-free"\nclass = 1', 'kind = "classifier-free"\nclass = 7'), "7")
        refused("", "component")
        # what the parser quotes may hold a new line; the refusal is still one
        refused(CASE.replace("mean = [2.0]", "mean = [i\n]"), "malformed TOML")
        self.expect_refusal(BAD_INPUT, "law", self.path("absent.toml"), "--w", "1", "--steps", "8", says="absent.toml")

    def test_results_files(self):
        text = self.path("text.h5", "not HDF5")
        self.expect_refusal(OUTPUT, "show", self.path("absent.h5"), says="absent.h5")
        self.expect_refusal(OUTPUT, "show", text, says="text.h5")
        self.expect_refusal(OUTPUT, "compare", text, text, says="text.h5")
        self.expect_refusal(OUTPUT, "report", text, says="text.h5")
        self.expect_refusal(BAD_INPUT, "merge", "--out", self.path("sum.h5"), says="FILE")
