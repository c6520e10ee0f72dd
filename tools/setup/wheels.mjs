/** TensorFlow's C library as its makers publish it: inside the Python wheels, pinned by their hashes. */
import { existsSync } from "node:fs";

/** A wheel of a distribution on the package index, with what pip needs to pick that one file. */
const wheel = (name, version, sha256, platforms) => ({ name, version, sha256, platforms });

const tensorflow = "2.16.2"; // from 2.18 on, rounding an int32 tensor gives zeros under @tensorflow/tfjs-node-gpu
const linuxX64 = ["manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux1_x86_64"];
const linuxArm64 = ["manylinux_2_17_aarch64", "manylinux2014_aarch64"];
const macArm64 = ["macosx_12_0_arm64"];

/**
 * The CUDA 12 libraries that TensorFlow's wheel names in its extra `and-cuda`, less its compiler (nvcc) and NCCL (several
 * GPUs), which TF.js does not use. TensorFlow finds them by the search path inside it, `../nvidia/<name>/lib`.
 */
const cuda = [
  wheel(
    "nvidia-cublas-cu12",
    "12.3.4.1",
    "9b25b27bd5a5be1cc7e83a7b8004258daa338800798e22986e5b67ee06f0859d",
    linuxX64,
  ),
  wheel(
    "nvidia-cuda-cupti-cu12",
    "12.3.101",
    "7b984288af7db1faa1e6f1803db075d4350116b72a98d4be0e88d604dc812c0e",
    linuxX64,
  ),
  wheel(
    "nvidia-cuda-nvrtc-cu12",
    "12.3.107",
    "4db66788a37a234304a0b3203744f9a6c665f48bde65f69a096ae3b5799b5b1d",
    linuxX64,
  ),
  wheel(
    "nvidia-cuda-runtime-cu12",
    "12.3.101",
    "04604679ddca6acb96c76a7a9306282cddc16981f92e148e2dfe227078883cda",
    linuxX64,
  ),
  wheel(
    "nvidia-cudnn-cu12",
    "8.9.7.29",
    "adf4f59ed7a1341103822ed8df6e144f4d47ea8b10d9bf0ea0047ba738fd7b02",
    linuxX64,
  ),
  wheel(
    "nvidia-cufft-cu12",
    "11.0.12.1",
    "3b2c85d24d7dcc578720fdf39e2823950b5857e85164c3c1dc97184a8a8e0398",
    linuxX64,
  ),
  wheel(
    "nvidia-curand-cu12",
    "10.3.4.107",
    "d798db82ae445cf1d8bf6af9ca3bd6bb6cc87753c229a441cf8d2597b09332e5",
    linuxX64,
  ),
  wheel(
    "nvidia-cusolver-cu12",
    "11.5.4.101",
    "783a3279553feaf8e47af12cab1fa769ffd5e644ea876db3dc2252f35f9bf256",
    linuxX64,
  ),
  wheel(
    "nvidia-cusparse-cu12",
    "12.2.0.103",
    "fe9e17daf406c98c28fbc8bcf785ecd4db301bf02ce626de6aa1046de66f84bd",
    linuxX64,
  ),
  wheel(
    "nvidia-nvjitlink-cu12",
    "12.3.101",
    "64335a8088e2b9d196ae8665430bc6a2b7e6ef2eb877a9c735c804bd4ff6467c",
    linuxX64,
  ),
];

/** The library by platform: the wheels to unpack into `folder`, and the free disk, in GB, that this takes meanwhile. */
const builds = {
  "linux-x64": {
    folder: `tensorflow-cpu-${tensorflow}`,
    size: "0.2 GB to fetch, 0.6 GB on disk",
    free: 1.5,
    wheels: [
      wheel(
        "tensorflow-cpu",
        tensorflow,
        "8ec09acc09534017e02318456f77e96947b2ab4d24d2eb580541405c45ea3b70",
        linuxX64,
      ),
    ],
  },
  "linux-arm64": {
    folder: `tensorflow-${tensorflow}`,
    size: "0.2 GB to fetch, 0.7 GB on disk",
    free: 1.5,
    wheels: [
      wheel(
        "tensorflow",
        tensorflow,
        "e7df529f8db271d3def80538aa7fcd6f5abe306f7b01cb5b580138df68afb499",
        linuxArm64,
      ),
    ],
  },
  "darwin-arm64": {
    folder: `tensorflow-${tensorflow}`,
    size: "0.2 GB to fetch, 0.6 GB on disk",
    free: 1.5,
    wheels: [
      wheel(
        "tensorflow",
        tensorflow,
        "917366179b596d0dae13e194a26965229b09fef946e4a5892a47fa9b4f7e4ba1",
        macArm64,
      ),
    ],
  },
  "linux-x64-gpu": {
    folder: `tensorflow-gpu-${tensorflow}`,
    size: "2.3 GB to fetch, 3.8 GB on disk",
    free: 7,
    wheels: [
      wheel(
        "tensorflow",
        tensorflow,
        "5badc6744672a3181c012b6ab2815975be34d0573db3b561383634acc0d46a55",
        linuxX64,
      ),
      ...cuda,
    ],
  },
};

/** The library for this machine, or undefined where its makers publish none. */
export function buildForThisMachine() {
  const platform = `${process.platform}-${process.arch}`;
  return (wantsGpu() ? builds[`${platform}-gpu`] : undefined) ?? builds[platform];
}

/** Whether to set up for an NVIDIA GPU: CONVBOOK_GPU=1 or 0 says so, else the presence of a driver (also under WSL). */
export function wantsGpu() {
  if (process.env.CONVBOOK_GPU) return process.env.CONVBOOK_GPU !== "0";
  return existsSync("/proc/driver/nvidia/version") || existsSync("/usr/lib/wsl/lib/libcuda.so.1");
}
