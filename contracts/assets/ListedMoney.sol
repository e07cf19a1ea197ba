// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {OrgId} from "../common/OrgId.sol";
import {IDirectory} from "../consortium/IDirectory.sol";
import {ISettlementToken} from "../payments/ISettlementToken.sol";

/// @title ListedMoney
/// @notice Tells the money of the alliance from a contract that only claims to be money.
library ListedMoney {
    /// @notice Whether the directory lists `token` as `token:<currency>:<issuer>`.
    function isListed(IDirectory directory, ISettlementToken token) internal view returns (bool) {
        if (address(token).code.length == 0) return false;
        string memory issuer = Strings.toString(OrgId.unwrap(token.issuer()));
        string memory name = string.concat("token:", token.currency(), ":", issuer);
        try directory.addressOf(bytes32(bytes(name))) returns (address listed) {
            return listed == address(token);
        } catch {
            return false;
        }
    }
}
