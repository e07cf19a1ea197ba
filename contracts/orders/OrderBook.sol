// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {IDirectory} from "../consortium/IDirectory.sol";
import {IMembership} from "../consortium/IMembership.sol";
import {Invoices} from "./Invoices.sol";
import {Orders} from "./Orders.sol";

/// @title OrderBook
/// @notice Orders from placement to payment, whole: `IOrderBook` says what it does.
contract OrderBook is Invoices {
    constructor(
        IMembership membership_,
        IDirectory directory_
    ) EIP712("Guildhall OrderBook", "1") MemberGated(membership_) Orders(directory_) {}
}
