// OpenCV's resize, timed from inside, on orders from the bench: one line in, one line out.
//   version                                                          -> version
//   open dtype planes rows cols channels factor flag threads file    -> ok, or why not
//   run count                                                        -> milliseconds in all
//   save file, close                                                 -> ok
#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <sstream>
#include <string>
#include <vector>

namespace {

const std::map<std::string, int> kFlags = {{"nearest", cv::INTER_NEAREST},
                                           {"linear", cv::INTER_LINEAR},
                                           {"cubic", cv::INTER_CUBIC},
                                           {"lanczos4", cv::INTER_LANCZOS4}};

struct Job {
  std::vector<cv::Mat> sources;
  std::vector<cv::Mat> targets;
  int flag = cv::INTER_NEAREST;
};

size_t Bytes(const cv::Mat& mat) { return mat.total() * mat.elemSize(); }

void Run(Job* job) {
  // The result has the right size already, so nothing is allocated.
  const auto resize = [job](const cv::Range& range) {
    for (int i = range.start; i < range.end; ++i) {
      cv::resize(job->sources[i], job->targets[i], job->targets[i].size(), 0, 0, job->flag);
    }
  };
  const cv::Range all(0, static_cast<int>(job->sources.size()));
  // Threads share out the planes; within a single one OpenCV does so itself.
  if (job->sources.size() > 1 && cv::getNumThreads() > 1) {
    cv::parallel_for_(all, resize);
  } else {
    resize(all);
  }
}

std::string Open(std::istream& words, Job* job) {
  std::string dtype, flag, file;
  int planes, rows, cols, channels, factor, threads;
  words >> dtype >> planes >> rows >> cols >> channels >> factor >> flag >> threads >> file;
  const int type = CV_MAKETYPE(dtype == "uint8" ? CV_8U : CV_32F, channels);
  job->flag = kFlags.at(flag);
  cv::setNumThreads(threads);
  std::ifstream in(file, std::ios::binary);
  for (int i = 0; i < planes; ++i) {
    job->sources.emplace_back(rows, cols, type);
    job->targets.emplace_back(rows * factor, cols * factor, type);
    in.read(job->sources.back().ptr<char>(), Bytes(job->sources.back()));
  }
  Run(job);  // Throws if OpenCV cannot do it.
  return "ok";
}

std::string Time(int count, Job* job) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < count; ++i) Run(job);
  const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
  return std::to_string(time.count());
}

std::string Save(const std::string& file, const Job& job) {
  std::ofstream out(file, std::ios::binary);
  for (const cv::Mat& target : job.targets) out.write(target.ptr<char>(), Bytes(target));
  return "ok";
}

std::string Answer(const std::string& line, Job* job) {
  std::istringstream words(line);
  std::string order, file;
  int count = 0;
  words >> order;
  if (order == "version") return cv::getVersionString();
  if (order == "open") {
    *job = Job();
    return Open(words, job);
  }
  if (order == "run" && words >> count) return Time(count, job);
  if (order == "save" && words >> file) return Save(file, *job);
  *job = Job();
  return "ok";
}

}  // namespace

int main() {
  Job job;
  cv::redirectError([](int, const char*, const char*, const char*, int, void*) { return 0; });
  for (std::string line; std::getline(std::cin, line);) {
    try {
      std::cout << Answer(line, &job) << std::endl;
    } catch (const std::exception& error) {
      job = Job();
      std::cout << "cannot" << std::endl;
    }
  }
  return 0;
}
