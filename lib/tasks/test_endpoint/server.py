"""Serves one GGUF model on loopback until its parent ends. Arguments: path of the model, tokens it sees at once."""

import os
import sys
import time

import xllamacpp

path, context_size = sys.argv[1], int(sys.argv[2])
parameters = xllamacpp.CommonParams()
parameters.model.path = path
parameters.n_ctx = context_size
parameters.n_parallel = 1
parameters.cpuparams.n_threads = 1
parameters.cpuparams_batch.n_threads = 1
parameters.hostnames = ["127.0.0.1"]
parameters.port = 0
parameters.cache_prompt = False  # a reused beginning moves the last digits
parameters.use_jinja = True
parameters.ui = False
parameters.verbosity = 0
parameters.api_keys = [os.environ["TWOPLANE_ENDPOINT_KEY"]]

server = xllamacpp.Server(parameters)
print(f"listening {server.listening_address}", flush=True)
parent = os.getppid()
while os.getppid() == parent:
    time.sleep(0.5)
os._exit(0)
