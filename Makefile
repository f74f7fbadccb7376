# The only set-up: `make run` to try it, `make test` to check it.
.PHONY: run install test check lock clean

run: install
	@exec .venv/bin/barqiya run

install:
	@scripts/install runtime

test:
	@scripts/install test
	@scripts/test

check:
	@scripts/install test
	@scripts/check

lock:
	@scripts/lock

clean:
	rm -rf .venv build *.egg-info .coverage htmlcov .mypy_cache .ruff_cache .pytest_cache .hypothesis
