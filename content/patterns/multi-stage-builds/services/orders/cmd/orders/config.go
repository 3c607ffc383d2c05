package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

// Config is what differs between one shop and another. Prices are in cents.
type Config struct {
	Shop   string         `json:"shop"`
	Listen string         `json:"listen"`
	Prices map[string]int `json:"prices"`
	Notify string         `json:"notify"`
}

// readConfig reads the file and refuses what the service could not work with.
func readConfig(path string) (Config, error) {
	var config Config
	file, err := os.Open(path)
	if err != nil {
		return config, err
	}
	defer file.Close()
	decoder := json.NewDecoder(file)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&config); err != nil {
		return config, fmt.Errorf("%s: %w", path, err)
	}
	if config.Shop == "" || config.Listen == "" || len(config.Prices) == 0 {
		return config, errors.New(path + ": shop, listen and prices are needed")
	}
	return config, nil
}
